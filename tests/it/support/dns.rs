//! A name server for one test on a free loopback port: it knows some TXT records, and says nothing while it is silent.

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::TXT;
use hickory_proto::rr::{RData, Record, RecordType};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::net::UdpSocket;

/// A running server; it ends with the runtime of its test.
pub struct Dns {
    pub address: SocketAddr,
    asked: Arc<AtomicUsize>,
    silent: Arc<AtomicBool>,
}

impl Dns {
    /// Knows these TXT records; every other name does not exist.
    pub async fn start(records: &[(&str, &str)]) -> Self {
        let records = records.iter();
        let known = records.map(|(name, text)| (format!("{name}."), (*text).to_owned()));
        Self::serve(known.collect()).await
    }

    /// Takes questions and does not answer, until this is taken back.
    pub fn set_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::SeqCst);
    }

    /// How many questions came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn serve(known: BTreeMap<String, String>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let silent = Arc::new(AtomicBool::new(false));
        let (count, mute) = (Arc::clone(&asked), Arc::clone(&silent));
        tokio::spawn(async move {
            let mut bytes = [0; 4096];
            while let Ok((length, peer)) = socket.recv_from(&mut bytes).await {
                count.fetch_add(1, Ordering::SeqCst);
                if !mute.load(Ordering::SeqCst) {
                    let reply = answer(&bytes[..length], &known);
                    socket.send_to(&reply, peer).await.unwrap();
                }
            }
        });
        Self {
            address,
            asked,
            silent,
        }
    }
}

fn answer(question: &[u8], known: &BTreeMap<String, String>) -> Vec<u8> {
    let question = Message::from_vec(question).unwrap();
    let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
    for query in &question.queries {
        reply.add_query(query.clone());
        match known.get(&query.name.to_ascii()) {
            Some(text) if query.query_type == RecordType::TXT => {
                // A string of a TXT record holds 255 bytes.
                let parts = text.as_bytes().chunks(255);
                let parts = parts.map(|part| String::from_utf8(part.to_vec()).unwrap());
                let data = RData::TXT(TXT::new(parts.collect()));
                reply.add_answer(Record::from_rdata(query.name.clone(), 300, data));
            }
            Some(_) => {}
            None => reply.metadata.response_code = ResponseCode::NXDomain,
        }
    }
    reply.to_vec().unwrap()
}
